"""Units are found by the first letters of their names in pinyin."""

import django.contrib.postgres.indexes
from django.db import migrations
from riskcontrol.migration import RenderedOnce

import units.text_search

SQL = """
-- The first letters of a name in pinyin, in small letters: '台州市发改委' → 'tzsfgw'. Other characters stay as they are.
-- The characters of GB 2312 with their usual reading (made with pypinyin and compared with it by a test; 长 as in 长兴,
-- 厦 as in 厦门); those that names of units, powers and pages have stand first, since translate() looks from the first on.
CREATE OR REPLACE FUNCTION name_initials(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
COST 5000 AS $$
    SELECT translate(
        lower(name),
        '的位人有不单已请办一分理程公定在核查审用行项监风险管报点重由入开评时件中员岗期条本部权同务号记内复您察该预数没出对制标个未经选环警流新反录或可业发名日长表级职申事任过施为指提系与导法以和示信序存更文后'
        '责节变计结密容统措到第度机领账规码情无回资上科设政其工收登自会次检填方合建写控此改所现采间区确息整作并待据签验按须于证保交映处防看干两只实要接况是编地决明前生能取全他下成批色关三通销认打多价目求算市案'
        '及角库受知置馈立先退效超动终加属应财册划集金使廉列送这被符另完再尚少代等构修招额力量补产告县予专转场撤承格外限择口联议钥测家十体则之果纪款论比除低二范放封近料天相意正执国每说字道供留缺式书依份覆盖试运'
        '得督付购何年厅最估局利令排涉省原组安布大共即面围页因材订企室推我向域当将境类了器清逐备草称费稿各牌投性移抽户化模需医支志至主板达档负给还图象小许准别都辑减见启止避参充从调高进门民起授显消换究例配筛违印'
        '月直步读队罚服荐来拟升停头问五增子版裁竞拒均让如始网委线校严拆段绝考商署随题学异逾值答否华积具票品平思卫研常错德落亲身输台伍续询源院暂质把操介仅空渠失双索易邮观露律哪谈添想药益照助走足担电访害话离凭七'
        '仍删手谁四特虚也语约站征织边城挂好绩技江举卷免社术替土维物箱些义才窗党废海含降截络买态托往误协做拔传府附基几键较今连率么末群什姓邀银影载造者致拨车持返房革季鉴教解就卡历六去山素透乡响泄形样余早找址种众'
        '住状闭必初带独固归己继缴纠九救栏礼疗临履拍偏识水锁拖延疑隐越章浙争州注班包策层差串钉勾痕呼恢奖漏轮扰束私晚像谢心阳营育元追佐便底而概湖护互货括零龙冒纳宁女然擅师势熟搜诉缩途星醒压演宴引优云张镇总八半背'
        '厂词短非感故红获际嘉假槛街借竣勘览累里励链卖瞒默某南匿挪诺偶派培片聘倾趋绍述司损它贴突微伪析享兴型扬阅展占真针治周暗白败帮北笔毕斥冲东董跟股官广函花黄绘活击济寄既简景旧快雷路旅略秒命频破齐弃钱桥善稍首'
        '顺塘套团万勿溪辖血养英永游友远彰钟踪租遴般颁波残插叉昌尝吃迟酬储触床创但倒掉断扶港古顾杭宏厚坏稽极疾兼健洁久居康靠柯宽扩拉蓝滥辆林陵岭乱满谋难酿浦气潜强且青轻若扫声剩食适视刷滩探讨田跳听桐涂唯温握吴西'
        '席细斜械休训盐言摇遗仪音园酝葬怎掌秩筑着咨宗嵊衢浏殡碍柏拜饱宝爆倍蔽辩滨秉博舶簿菜蚕苍曹茶偿陈础船淳辞慈促村搭贷灯刁顶丢洞端恶乏凡丰冯奉凤敷幅副富妇葛隔根拱贡钩沟够谷柜韩航豪毫耗河鹤很衡候怀患凰毁贿汇'
        '混伙火吉籍剂姜蒋椒脚捷诫津尽精敬径净捐军刻客垦孔扣夸块矿困兰澜揽郎浪劳牢乐李丽隶莲帘猎笼庐鲁鹿吕绿仑骆吗盲梅勉敏抹母睦拿那农弄潘盘磐判旁跑彭篇贫屏普戚歧旗千迁嵌欠歉墙侨切秦庆圈泉绕瑞桑缮摄深沈石史守售'
        '舒曙墅税死似松苏宿遂孙踏抬泰堂逃陶庭偷脱陀妥湾王亡忘危韦尾魏闻稳乌武坞吸仙闲献陷详萧秀畜绪循巡讯押烟岩掩衍杨姚疫阴硬尤又虞渔玉喻渊愿允灾曾赠摘窄债障赵遮震郑舟洲骤朱诸竹驻装滋综邹族纂鄞坂岱徇泗浔婺缙瑾'
        '瓯畲窦衿褚暨啊阿埃挨哎唉哀皑癌蔼矮艾爱隘鞍氨俺岸胺肮昂盎凹敖熬翱袄傲奥懊澳芭捌扒叭吧笆疤巴跋靶耙坝霸罢爸百摆佰稗斑搬扳扮拌伴瓣绊邦梆榜膀绑棒磅蚌镑傍谤苞胞褒剥薄雹堡抱暴豹鲍杯碑悲卑辈贝钡狈惫焙奔苯笨崩'
        '绷甭泵蹦迸逼鼻鄙彼碧蓖毙毖币庇痹敝弊辟壁臂陛鞭贬扁卞辨辫遍彪膘鳖憋瘪彬斌濒宾摈兵冰柄丙饼炳病玻菠播钵勃搏铂箔伯帛脖膊渤泊驳捕卜哺埠怖擦猜睬踩彩蔡餐惭惨灿舱仓沧藏糙槽厕侧蹭茬碴搽岔诧柴豺搀掺蝉馋谗缠铲阐'
        '颤猖肠敞畅唱倡抄钞朝嘲潮巢吵炒扯掣彻澈郴臣辰尘晨忱沉趁衬撑橙呈乘惩澄诚逞骋秤痴匙池弛驰耻齿侈尺赤翅炽虫崇宠畴踌稠愁筹仇绸瞅丑臭橱厨躇锄雏滁楚矗搐揣川穿椽喘疮幢闯吹炊捶锤垂春椿醇唇纯蠢戳绰疵茨磁雌瓷刺赐'
        '聪葱囱匆丛凑粗醋簇蹿篡窜摧崔催脆瘁粹淬翠寸磋撮搓挫瘩呆歹傣戴殆袋逮怠耽丹郸掸胆旦氮惮淡诞弹蛋挡荡刀捣蹈岛祷稻悼盗蹬瞪凳邓堤滴迪敌笛狄涤翟嫡抵蒂帝弟递缔颠掂滇碘典靛垫佃甸店惦奠淀殿碉叼雕凋吊钓跌爹碟蝶迭'
        '谍叠丁盯叮鼎锭冬懂栋侗恫冻兜抖斗陡豆逗痘毒犊堵睹赌杜镀肚渡妒锻缎堆兑墩吨蹲敦顿囤钝盾遁掇哆夺垛躲朵跺舵剁惰堕蛾峨鹅俄讹娥厄扼遏鄂饿恩儿耳尔饵洱贰筏伐阀珐藩帆番翻樊矾钒繁烦贩犯饭泛坊芳肪妨仿纺菲啡飞肥匪'
        '诽吠肺沸芬酚吩氛纷坟焚汾粉奋忿愤粪枫蜂峰锋疯烽逢缝讽佛夫肤孵拂辐氟伏俘浮涪福袱弗甫抚辅俯釜斧脯腑腐赴赋傅阜父腹讣缚咐噶嘎钙溉甘杆柑竿肝赶秆敢赣冈刚钢缸肛纲杠篙皋膏羔糕搞镐哥歌搁戈鸽胳疙割蛤阁铬耕庚羹埂'
        '耿梗攻功恭龚躬宫弓巩汞苟狗垢辜菇咕箍沽孤姑鼓蛊骨雇刮瓜剐寡褂乖拐怪棺冠馆罐惯灌贯光逛瑰圭硅龟闺轨鬼诡癸桂跪贵刽辊滚棍锅郭裹哈骸孩氦亥骇酣憨邯涵寒喊罕翰撼捍旱憾悍焊汗汉夯壕嚎郝浩呵喝荷菏禾盒貉阂涸赫褐贺'
        '嘿黑狠恨哼亨横恒轰哄烘虹鸿洪弘喉侯猴吼乎忽瑚壶葫胡蝴狐糊弧虎唬沪哗猾滑画槐徊淮欢桓缓唤痪豢焕涣宦幻荒慌磺蝗簧皇惶煌晃幌恍谎灰挥辉徽蛔悔慧卉惠晦秽烩讳诲荤昏婚魂浑豁惑霍祸圾畸箕肌饥迹激讥鸡姬缉棘急汲嫉挤'
        '脊蓟冀伎祭悸寂忌妓枷夹佳荚颊贾甲钾稼架驾嫁歼坚尖笺煎肩艰奸缄茧柬碱硷拣捡俭剪践贱箭舰剑饯渐溅涧僵浆疆桨讲匠酱蕉礁焦胶郊浇骄娇嚼搅铰矫侥狡饺绞剿酵轿叫窖揭皆秸阶劫桔杰睫竭姐戒藉芥界疥届巾筋斤襟紧锦谨靳晋'
        '禁烬浸劲荆兢茎睛晶鲸京惊粳井颈静镜痉靖竟炯窘揪玖韭灸酒厩臼舅咎疚鞠拘狙疽驹菊咀矩沮聚巨距踞锯俱句惧炬剧鹃娟倦眷绢撅攫抉掘倔爵觉诀菌钧君峻俊浚郡骏喀咖咯揩楷凯慨刊堪坎砍慷糠扛抗亢炕拷烤坷苛棵磕颗壳咳渴克'
        '课肯啃恳坑吭恐抠寇枯哭窟苦酷裤垮挎跨胯筷侩匡筐狂框眶旷亏盔岿窥葵奎魁傀愧溃坤昆捆廓阔垃喇蜡腊辣啦莱赖婪拦篮阑谰懒缆烂琅榔狼廊朗捞老佬姥酪烙涝勒镭蕾磊儡垒擂肋泪棱楞冷厘梨犁黎篱狸漓鲤莉荔吏栗厉砾傈俐痢粒'
        '沥璃哩俩镰怜涟敛脸恋炼练粮凉梁粱良晾亮谅撩聊僚燎寥辽潦撂镣廖裂烈劣琳磷霖邻鳞淋凛赁吝拎玲菱龄铃伶羚凌灵溜琉榴硫馏刘瘤柳聋咙窿隆垄拢陇楼娄搂篓陋芦卢颅炉掳卤虏麓碌赂潞禄陆戮驴铝侣屡缕虑氯滤峦挛孪滦卵掠抡'
        '伦沦纶萝螺罗逻锣箩骡裸洛妈麻玛蚂马骂嘛埋麦迈脉馒蛮蔓曼慢漫谩芒茫氓忙莽猫茅锚毛矛铆卯茂帽貌贸玫枚酶霉煤眉媒镁美昧寐妹媚闷们萌蒙檬盟锰猛梦孟眯醚靡糜迷谜弥米秘觅泌蜜幂棉眠绵冕娩缅苗描瞄藐渺庙妙蔑灭抿皿悯'
        '闽螟鸣铭谬摸摹蘑膜磨摩魔莫墨沫漠寞陌牟拇牡亩姆墓暮幕募慕木牧穆呐钠娜氖乃奶耐奈男囊挠脑恼闹淖呢馁嫩妮霓倪泥尼你腻逆溺蔫拈碾撵捻念娘鸟尿捏聂孽啮镊镍涅柠狞凝拧泞牛扭钮纽脓浓奴努怒暖虐疟懦糯哦欧鸥殴藕呕沤'
        '啪趴爬帕怕琶徘湃攀盼畔叛乓庞耪胖抛咆刨炮袍泡呸胚裴赔陪佩沛喷盆砰抨烹澎蓬棚硼篷膨朋鹏捧碰坯砒霹披劈琵毗啤脾疲皮匹痞僻屁譬骗飘漂瓢撇瞥拼乒坪苹萍瓶坡泼颇婆魄迫粕剖扑铺仆莆葡菩蒲埔朴圃谱曝瀑欺栖妻凄漆柒沏'
        '棋奇畦崎脐祈祁骑岂乞契砌迄汽泣讫掐恰洽牵扦钎铅仟谦乾黔钳遣浅谴堑枪呛腔羌蔷抢橇锹敲悄瞧乔巧鞘撬翘峭俏窍茄怯窃钦侵琴勤芹擒禽寝沁氢卿擎晴氰顷琼穷秋丘邱球囚酋泅蛆曲躯屈驱娶龋趣颧醛痊拳犬券劝炔瘸却鹊榷雀裙'
        '燃冉染瓤壤攘嚷饶惹热壬仁忍韧刃妊纫扔戎茸蓉荣融熔溶绒冗揉柔肉茹蠕儒孺辱乳汝褥软阮蕊锐闰润弱撒洒萨腮鳃塞赛叁伞散嗓丧搔骚嫂瑟涩森僧莎砂杀刹沙纱傻啥煞晒珊苫杉煽衫闪陕赡膳汕扇墒伤赏晌裳梢捎烧芍勺韶哨邵奢赊'
        '蛇舌舍赦射慑砷呻伸娠绅神婶甚肾慎渗甥牲绳盛胜圣狮湿诗尸虱拾蚀矢屎驶士世柿拭誓逝嗜噬仕侍释饰氏恃寿瘦兽蔬枢梳殊抒叔淑疏赎孰薯暑蜀黍鼠树戍竖庶漱恕耍摔衰甩帅栓拴霜爽睡吮瞬舜硕朔烁斯撕嘶丝肆寺嗣伺饲巳耸怂颂'
        '宋讼诵艘擞嗽酥俗速粟僳塑溯肃酸蒜虽隋绥髓碎岁穗隧祟笋蓑梭唆琐塌她塔獭挞蹋胎苔酞太汰坍摊贪瘫坛檀痰潭谭坦毯袒碳叹炭汤搪棠膛唐糖倘躺淌趟烫掏涛滔绦萄桃淘藤腾疼誊梯剔踢锑蹄啼嚏惕涕剃屉甜恬舔腆挑迢眺铁帖烃汀'
        '廷亭挺艇酮瞳铜彤童桶捅筒痛凸秃徒屠吐兔湍颓腿蜕褪吞屯臀鸵驮驼椭拓唾挖哇蛙洼娃瓦袜歪豌弯玩顽丸烷碗挽皖惋宛婉腕汪枉旺望妄威巍桅惟潍苇萎伟纬蔚味畏胃喂渭谓尉慰瘟蚊纹吻紊嗡翁瓮挝蜗涡窝斡卧沃巫呜钨污诬屋芜梧'
        '吾毋捂午舞侮戊雾晤悟昔熙硒矽晰嘻锡牺稀希悉膝夕惜熄烯汐犀檄袭习媳喜铣洗隙戏瞎虾匣霞暇峡侠狭厦夏吓掀锨鲜纤咸贤衔舷涎弦嫌腺馅羡宪厢镶香襄湘翔祥巷橡硝霄削哮嚣宵淆晓孝肖啸笑楔歇蝎鞋挟携邪胁谐卸蟹懈泻屑薪芯'
        '锌欣辛忻衅腥猩惺刑邢幸杏兄凶胸匈汹雄熊羞朽嗅锈袖绣墟戌嘘徐蓄酗叙旭恤絮婿轩喧宣悬旋玄癣眩绚靴薛穴雪勋熏旬寻驯殉汛逊迅鸦鸭呀丫芽牙蚜崖衙涯雅哑亚讶焉咽阉淹蜒颜阎炎沿奄眼艳堰燕厌砚雁唁彦焰谚殃央鸯秧佯疡羊'
        '洋氧仰痒漾腰妖瑶尧遥窑谣咬舀耀椰噎耶爷野冶掖叶曳腋夜液壹揖铱伊衣颐夷胰沂宜姨彝椅蚁倚乙矣艺抑邑屹亿役臆逸肄亦裔毅忆溢诣谊译翼翌绎茵荫殷姻吟淫寅饮尹樱婴鹰缨莹萤荧蝇迎赢盈颖哟拥佣臃痈庸雍踊蛹咏泳涌恿勇幽'
        '悠忧铀犹油酉右佑釉诱幼迂淤盂榆愚舆俞鱼愉渝隅娱雨屿禹宇羽芋郁吁遇峪御愈欲狱誉浴寓裕豫驭鸳冤垣袁援辕圆猿缘苑怨曰跃岳粤悦耘郧匀陨蕴晕韵孕匝砸杂栽哉宰咱攒赞赃脏遭糟凿藻枣澡蚤躁噪皂灶燥泽贼憎扎喳渣札轧铡闸'
        '眨栅榨咋乍炸诈斋宅寨瞻毡詹粘沾盏斩辗崭蘸栈战湛绽樟漳涨杖丈帐仗胀瘴昭沼罩兆肇召折哲蛰辙锗蔗珍斟甄砧臻贞侦枕疹诊振阵蒸挣睁狰怔拯帧症芝枝吱蜘肢脂汁植殖侄趾旨纸挚掷帜峙智稚炙痔滞窒盅忠衷肿仲诌粥轴肘帚咒皱'
        '宙昼珠株蛛猪诛烛煮拄瞩嘱著柱蛀贮铸祝抓爪拽砖撰赚篆桩庄妆撞壮椎锥赘坠缀谆捉拙卓桌琢茁酌啄灼浊兹姿淄孜紫仔籽滓渍鬃棕纵奏揍卒祖诅阻钻嘴醉罪尊遵昨左柞坐座亍丌兀丐廿卅丕亘丞鬲孬噩丨禺丿匕乇夭爻卮氐囟胤馗毓'
        '睾鼗丶亟鼐乜乩亓芈孛啬嘏仄厍厝厣厥厮靥赝匚叵匦匮匾赜卦卣刂刈刎刭刳刿剀剌剞剡剜蒯剽劂劁劐劓冂罔亻仃仉仂仨仡仫仞伛仳伢佤仵伥伧伉伫佞佧攸佚佝佟佗伲伽佶佴侑侉侃侏佾佻侪佼侬侔俦俨俪俅俚俣俜俑俟俸倩偌俳倬倏'
        '倮倭俾倜倌倥倨偾偃偕偈偎偬偻傥傧傩傺僖儆僭僬僦僮儇儋仝氽佘佥俎龠汆籴兮巽黉馘冁夔勹匍訇匐凫夙兕亠兖亳衮袤亵脔裒禀嬴蠃羸冫冱冽冼凇冖冢冥讠讦讧讪讴讵讷诂诃诋诏诎诒诓诔诖诘诙诜诟诠诤诨诩诮诰诳诶诹诼诿谀谂'
        '谄谇谌谏谑谒谔谕谖谙谛谘谝谟谠谡谥谧谪谫谮谯谲谳谵谶卩卺阝阢阡阱阪阽阼陂陉陔陟陧陬陲陴隈隍隗隰邗邛邝邙邬邡邴邳邶邺邸邰郏郅邾郐郄郇郓郦郢郜郗郛郫郯郾鄄鄢鄣鄱鄯鄹酃酆刍奂劢劬劭劾哿勐勖勰叟燮矍廴凵凼鬯厶'
        '弁畚巯坌垩垡塾墼壅壑圩圬圪圳圹圮圯坜圻坩垅坫垆坼坻坨坭坶坳垭垤垌垲埏垧垴垓垠埕埘埚埙埒垸埴埯埸埤埝堋堍埽埭堀堞堙塄堠塥塬墁墉墚墀馨鼙懿艹艽艿芏芊芨芄芎芑芗芙芫芸芾芰苈苊苣芘芷芮苋苌苁芩芴芡芪芟苄苎芤苡'
        '茉苷苤茏茇苜苴苒苘茌苻苓茑茚茆茔茕苠苕茜荑荛荜茈莒茼茴茱莛荞茯荏荇荃荟荀茗荠茭茺茳荦荥荨茛荩荬荪荭荮莰荸莳莴莠莪莓莜莅荼莶莩荽莸荻莘莞莨莺莼菁萁菥菘堇萘萋菝菽菖萜萸萑萆菔菟萏萃菸菹菪菅菀萦菰菡葜葑葚葙'
        '葳蒇蒈葺蒉葸萼葆葩葶蒌蒎萱葭蓁蓍蓐蓦蒽蓓蓊蒿蒺蓠蒡蒹蒴蒗蓥蓣蔌甍蔸蓰蔹蔟蔺蕖蔻蓿蓼蕙蕈蕨蕤蕞蕺瞢蕃蕲蕻薤薨薇薏蕹薮薜薅薹薷薰藓藁藜藿蘧蘅蘩蘖蘼廾弈夼奁耷奕奚奘匏尢尥尬尴扌扪抟抻拊拚拗拮挢拶挹捋捃掭揶捱'
        '捺掎掴捭掬掊捩掮掼揲揸揠揿揄揞揎摒揆掾摅摁搋搛搠搌搦搡摞撄摭撖摺撷撸撙撺擀擐擗擤擢攉攥攮弋忒甙弑卟叱叽叩叨叻吒吖吆呋呒呓呔呖呃吡呗呙吣吲咂咔呷呱呤咚咛咄呶呦咝哐咭哂咴哒咧咦哓哔呲咣哕咻咿哌哙哚哜咩咪咤'
        '哝哏哞唛哧唠哽唔哳唢唣唏唑唧唪啧喏喵啉啭啁啕唿啐唼唷啖啵啶啷唳唰啜喋嗒喃喱喹喈喁喟啾嗖喑啻嗟喽喾喔喙嗪嗷嗉嘟嗑嗫嗬嗔嗦嗝嗄嗯嗥嗲嗳嗌嗍嗨嗵嗤辔嘞嘈嘌嘁嘤嘣嗾嘀嘧嘭噘嘹噗嘬噍噢噙噜噌噔嚆噤噱噫噻噼嚅嚓嚯'
        '囔囗囝囡囵囫囹囿圄圊圉圜帏帙帔帑帱帻帼帷幄幔幛幞幡岌屺岍岐岖岈岘岙岑岚岜岵岢岽岬岫岣峁岷峄峒峤峋峥崂崃崧崦崮崤崞崆崛嵘崾崴崽嵬嵛嵯嵝嵫嵋嵩嵴嶂嶙嶝豳嶷巅彳彷徂徉後徕徙徜徨徭徵徼彡犭犰犴犷犸狃狁狎狍狒狨'
        '狯狩狲狴狷猁狳猃狺狻猗猓猡猊猞猝猕猢猹猥猬猸猱獐獍獗獠獬獯獾舛夥飧夤夂饣饧饨饩饪饫饬饴饷饽馀馄馇馊馍馐馑馓馔馕庀庑庋庖庥庠庹庵庾庳赓廒廑廛廨廪膺忄忉忖忏怃忮怄忡忤忾怅怆忪忭忸怙怵怦怛怏怍怩怫怊怿怡恸恹'
        '恻恺恂恪恽悖悚悭悝悃悒悌悛惬悻悱惝惘惆惚悴愠愦愕愣惴愀愎愫慊慵憬憔憧憷懔懵忝隳闩闫闱闳闵闶闼闾阃阄阆阈阊阋阌阍阏阒阕阖阗阙阚丬爿戕氵汔汜汊沣沅沐沔沌汨汩汴汶沆沩泐泔沭泷泸泱沲泠泖泺泫泮沱泓泯泾洹洧洌浃'
        '浈洇洄洙洎洫浍洮洵洚浒洳涑浯涞涠浞涓涔浜浠浼浣渚淇淅淞渎涿淠渑淦淝淙渖涫渌涮渫湮湎湫溲湟溆湓湔渲渥湄滟溱溘滠漭滢溥溧溽溻溷滗溴滏溏滂溟潢潆潇漤漕滹漯漶潋潴漪漉漩澉澍澌潸潲潼潺濑濉澧澹澶濂濡濮濞濠濯瀚瀣'
        '瀛瀹瀵灏灞宀宄宕宓宥宸甯骞搴寤寮褰寰蹇謇辶迓迕迥迮迤迩迦迳迨逅逄逋逦逑逍逖逡逵逶逭逯遄遑遒遐遨遘遢遛暹遽邂邈邃邋彐彗彖彘尻咫屐屙孱屣屦羼弪弩弭艴弼鬻屮妁妃妍妩妪妣妗姊妫妞妤姒妲妯姗妾娅娆姝娈姣姘姹娌娉'
        '娲娴娑娣娓婀婧婊婕娼婢婵胬媪媛婷媾嫫媲嫒嫔媸嫠嫣嫱嫖嫦嫘嫜嬉嬗嬖嬲嬷孀尕尜孚孥孳孑孓孢驵驷驸驺驿驽骀骁骅骈骊骐骒骓骖骘骛骜骝骟骠骢骣骥骧纟纡纣纥纨纩纭纰纾绀绁绂绉绋绌绐绔绗绛绠绡绨绫绮绯绱绲缍绶绺绻绾'
        '缁缂缃缇缈缋缌缏缑缒缗缜缛缟缡缢缣缤缥缦缧缪缫缬缭缯缰缱缲缳缵幺畿巛甾邕玎玑玮玢玟珏珂珑玷玳珀珉珈珥珙顼琊珩珧珞玺珲琏琪瑛琦琥琨琰琮琬琛琚瑁瑜瑗瑕瑙瑷瑭璜璎璀璁璇璋璞璨璩璐璧瓒璺韪韫韬杌杓杞杈杩枥枇杪'
        '杳枘枧杵枨枞枭枋杷杼柰栉柘栊柩枰栌柙枵柚枳柝栀柃枸柢栎柁柽栲栳桠桡桎桢桄桤梃栝桕桦桁桧桀栾桊桉栩梵梏桴桷梓桫棂楮棼椟椠棹椤棰椋椁楗棣椐楱椹楠楂楝榄楫榀榘楸椴槌榇榈槎榉楦楣楹榛榧榻榫榭槔榱槁槊槟榕槠榍槿'
        '樯槭樗樘橥槲橄樾檠橐橛樵檎橹樽樨橘橼檑檐檩檗檫猷獒殁殂殇殄殒殓殍殚殛殪轫轭轱轲轳轵轶轸轷轹轺轼轾辁辂辄辇辋辍辎辏辘辚軎戋戗戛戟戢戡戥戤戬臧瓴瓿甏甑甓攴旮旯旰昊昙杲昃昕昀炅曷昝昴昱昶昵耆晟晔晁晏晖晡晗晷'
        '暄暌暧暝暾曛曜曦曩贲贳贶贻贽赀赅赆赈赉赇赍赕赙觇觊觋觌觎觏觐觑牮犟牝牦牯牾牿犄犋犍犏犒挈挲掰搿擘耄毪毳毽毵毹氅氇氆氍氕氘氙氚氡氩氤氪氲攵敕敫牍牒牖爰虢刖肟肜肓肼朊肽肱肫肭肴肷胧胨胩胪胛胂胄胙胍胗朐胝胫'
        '胱胴胭脍脎胲胼朕脒豚脶脞脬脘脲腈腌腓腴腙腚腱腠腩腼腽腭腧塍媵膈膂膑滕膣膪臌朦臊膻臁膦欤欷欹歃歆歙飑飒飓飕飙飚殳彀毂觳斐齑斓於旆旄旃旌旎旒旖炀炜炖炝炻烀炷炫炱烨烊焐焓焖焯焱煳煜煨煅煲煊煸煺熘熳熵熨熠燠燔'
        '燧燹爝爨灬焘煦熹戾戽扃扈扉礻祀祆祉祛祜祓祚祢祗祠祯祧祺禅禊禚禧禳忑忐怼恝恚恧恁恙恣悫愆愍慝憩憝懋懑戆肀聿沓泶淼矶矸砀砉砗砘砑斫砭砜砝砹砺砻砟砼砥砬砣砩硎硭硖硗砦硐硇硌硪碛碓碚碇碜碡碣碲碹碥磔磙磉磬磲礅'
        '磴礓礤礞礴龛黹黻黼盱眄眍盹眇眈眚眢眙眭眦眵眸睐睑睇睃睚睨睢睥睿瞍睽瞀瞌瞑瞟瞠瞰瞵瞽町畀畎畋畈畛畹疃罘罡罟詈罨罴罱罹羁罾盍盥蠲钅钆钇钋钊钌钍钏钐钔钗钕钚钛钜钣钤钫钪钭钬钯钰钲钴钶钷钸钹钺钼钽钿铄铈铉铊铋'
        '铌铍铎铐铑铒铕铖铗铙铘铛铞铟铠铢铤铥铧铨铪铩铫铮铯铳铴铵铷铹铼铽铿锃锂锆锇锉锊锍锎锏锒锓锔锕锖锘锛锝锞锟锢锪锫锩锬锱锲锴锶锷锸锼锾锿镂锵镄镅镆镉镌镎镏镒镓镔镖镗镘镙镛镞镟镝镡镢镤镥镦镧镨镩镪镫镬镯镱镲'
        '镳锺矧矬雉秕秭秣秫稆嵇稃稂稞稔稹稷穑黏馥穰皈皎皓皙皤瓞瓠甬鸠鸢鸨鸩鸪鸫鸬鸲鸱鸶鸸鸷鸹鸺鸾鹁鹂鹄鹆鹇鹈鹉鹋鹌鹎鹑鹕鹗鹚鹛鹜鹞鹣鹦鹧鹨鹩鹪鹫鹬鹱鹭鹳疒疔疖疠疝疬疣疳疴疸痄疱疰痃痂痖痍痣痨痦痤痫痧瘃痱痼痿瘐'
        '瘀瘅瘌瘗瘊瘥瘘瘕瘙瘛瘼瘢瘠癀瘭瘰瘿瘵癃瘾瘳癍癞癔癜癖癫癯翊竦穸穹窀窆窈窕窠窬窨窭窳衤衩衲衽袂袢裆袷袼裉裢裎裣裥裱裼裨裾裰褡褙褓褛褊褴褫褶襁襦襻疋胥皲皴矜耒耔耖耜耠耢耥耦耧耩耨耱耋耵聃聆聍聒聩聱覃顸颀颃'
        '颉颌颍颏颔颚颛颞颟颡颢颥颦虍虔虬虮虿虺虼虻蚨蚍蚋蚬蚝蚧蚣蚪蚓蚩蚶蛄蚵蛎蚰蚺蚱蚯蛉蛏蚴蛩蛱蛲蛭蛳蛐蜓蛞蛴蛟蛘蛑蜃蜇蛸蜈蜊蜍蜉蜣蜻蜞蜥蜮蜚蜾蝈蜴蜱蜩蜷蜿螂蜢蝽蝾蝻蝠蝰蝌蝮螋蝓蝣蝼蝤蝙蝥螓螯螨蟒蟆螈螅螭螗螃'
        '螫蟥螬螵螳蟋蟓螽蟑蟀蟊蟛蟪蟠蟮蠖蠓蟾蠊蠛蠡蠹蠼缶罂罄罅舐竺竽笈笃笄笕笊笫笏筇笸笪笙笮笱笠笥笤笳笾笞筘筚筅筵筌筝筠筮筻筢筲筱箐箦箧箸箬箝箨箅箪箜箢箫箴篑篁篌篝篚篥篦篪簌篾篼簏簖簋簟簪簦簸籁籀臾舁舂舄臬衄'
        '舡舢舣舭舯舨舫舸舻舳舴舾艄艉艋艏艚艟艨衾袅袈裘裟襞羝羟羧羯羰羲籼敉粑粝粜粞粢粲粼粽糁糇糌糍糈糅糗糨艮羿翎翕翥翡翦翩翮翳糸絷綦綮繇纛麸麴赳趄趔趑趱赧赭豇豉酊酐酎酏酤酢酡酰酩酯酽酾酲酴酹醌醅醐醍醑醢醣醪醭'
        '醮醯醵醴醺豕鹾趸跫踅蹙蹩趵趿趼趺跄跖跗跚跞跎跏跛跆跬跷跸跣跹跻跤踉跽踔踝踟踬踮踣踯踺蹀踹踵踽踱蹉蹁蹂蹑蹒蹊蹰蹶蹼蹯蹴躅躏躔躐躜躞豸貂貊貅貘貔斛觖觞觚觜觥觫觯訾謦靓雩雳雯霆霁霈霏霎霪霭霰霾龀龃龅龆龇龈龉'
        '龊龌黾鼋鼍隹隼隽雎雒瞿雠銎銮鋈錾鍪鏊鎏鐾鑫鱿鲂鲅鲆鲇鲈稣鲋鲎鲐鲑鲒鲔鲕鲚鲛鲞鲟鲠鲡鲢鲣鲥鲦鲧鲨鲩鲫鲭鲮鲰鲱鲲鲳鲴鲵鲶鲷鲺鲻鲼鲽鳄鳅鳆鳇鳊鳋鳌鳍鳎鳏鳐鳓鳔鳕鳗鳘鳙鳜鳝鳟鳢靼鞅鞑鞒鞔鞯鞫鞣鞲鞴骱骰骷鹘骶骺'
        '骼髁髀髅髂髋髌髑魅魃魇魉魈魍魑飨餍餮饕饔髟髡髦髯髫髻髭髹鬈鬏鬓鬟鬣麽麾縻麂麇麈麋麒鏖麝麟黛黜黝黠黟黢黩黧黥黪黯鼢鼬鼯鼹鼷鼽鼾齄',
        'dwrybdyqbyflcgdzhcsyxxjfxgbdzyrkpsjzygqtbbqtwhjnfncgysmcdzbgwjxhjlxflhkyfmrcbjzssrgswztxydfyhsxxcgwhzjbjjmrtcd'
        'ddjlzgmqwhzskszqgsdzhcjtfhjxkcgsxcjqqxzzbdjqyaxyzbjycfkglzsyjksbdjmqsnqqtxcpsgstxrddjmqssajjkszzklxtxcdzjsycch'
        'jjsllszbflwzssddgxzellbcgxyzzcccgwxzklyycjstzzgjklbcdefffjltxyzzgmszdglqssyffgsyddfghntzgjllpssyzabdgjmwyycdqs'
        'twxydjjllqqzbccfggptxychhmxyzzzzbddfghtxxxzbdjjjqzbcccdgjmmqsxxhjlpswyyzbddffjlnsttwwzzbcjjjrrswwxxycdjkssstxy'
        'yzdfhjjpppswyccdlqsstwxxyyzzbcjjkqsssyygllnttxyyzzzzddfhhlpqrsssstxyyyzzzbcghjjjjjmssttwwxxyccdfhhjjlmttwwxzbc'
        'ffjjjjjllmmqsxyyyzzzzbccffgjjjjjkllqsstxxxxyyzzzzzzzbbcddggjjjjjjlllllppssstyyyyzzzzzbbccccdghhhjllrsswxxxyyyy'
        'zzbdeghhhhkllmnnnrssssssstxxyyyyyyzzzbbbccdfgghhjjjkjjjklllllmmmmnnnnoppppqqsssstttwwxxxxyyzzzzzzabbbbbbccddgg'
        'gghhhhhjjjjjjjkllllmmppqqqqsssstttwwxxxyyyyyyzzzzlbbbccccccccccccddddfggghhhhjjjjjjjjkkkkkllllllllmmnnpqqqqqqr'
        'sssssssttttttttwwwwxxxxxxxyyyyyyyyzzzzzzzzsqlbabbbbbbbbbbbbbccccccccccccccddddddddefffffffffffgggggggggghhhhhh'
        'hhhhhhhhhhhhhjjjjjjjjjjjjjjjjjkkkkkkkkkllllllllllllllllllllllmmmmmmmmnnnnpppppppppppqqqqqqqqqqqqqqqrrsssssssss'
        'ssssssssssstttttttttttwwwwwwwwwwwwwxxxxxxxxcxxxxyyyyyyyyyyyyyyyyyyyzczzzzzzzzzzzzzzzzzzzzzzybdxsxwjjosdjcjaaaa'
        'aaaaaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbpb'
        'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbpbbbbbbcccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc'
        'cccccccccscccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccddddddddddddddd'
        'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd'
        'ddddeeeeeeeeeeeeeeeeeeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffpfffffffffffgg'
        'ggggggggggggggggggggggggggggggggghggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggghhhhhhhhh'
        'hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh'
        'hhhhjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj'
        'jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjkkgkkkkkkkkkkkkkkkkkkkkkkkkk'
        'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkgkkkkkkkllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll'
        'llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllmmmmmmmm'
        'mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm'
        'mnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnooooooopppppppppppppppppppppppppppppppppppppppp'
        'pppppppppppppppppppppppppppppppppppppppppppppppppppppqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq'
        'qjqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqgqqqqqqrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrsssssssssssssss'
        'ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss'
        'sssssssssssssssssssssssscssssssssssssssssssssssssssssssssssstttttttttttttttttttttttttttttttttttttttttttttttttt'
        'tttttttttttttttttttttttttttttttttttttttttttttttttttttwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww'
        'wwwwwwwwwwwwwwwwwwwwxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
        'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'
        'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'
        'yyyyyyyyyyxyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzyzzzzzzzzzzzzzzzzzzznzzzzzzzzzzzz'
        'zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzczzzzzzzzz'
        'zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzcjwgnspgcgnegypbtyyzdxykygtzjnmjqmbsgzscyjsyyfpgkbzgydywjkgkljswkpjqhyjwrdz'
        'lsgmrypywwcckznkyygttngjeykkzytcjnmcylqlypyqfqrpzslwbtgkjfyxjwzltbncxjjjjtxdttsqzycdxxhgckbphffsstybgmxlpbyllb'
        'hlxsmzmyjhsojnghdzqyklgjhsgqzhxqgkezzwyscscjxyeyxadzpmdssmzjzqjyzcjjfwqjbdzbxgznzcpwhkxhqkmwfbpbydtjzzkqhylygx'
        'fptyjyzpszlfchmqshgmxxsxjyqdcsbbqbefsjyhwwgzkpylqgldlcctnmayddkssngycsgxlyzaypnptsdkdylhgymylcxpycjndqjwqqxfyy'
        'fjlejpzrxccqwqqsbzkymgplbmjrqcflnymyqmsqtrbcjthztqfrxqhxmjjcjlxxgjmshzkbswyemyltxfsydsglycjqxsjnqbsctyhbftdcyj'
        'djwyghqfrxwckqkxebptlpxjzsrmebwhjlbjslyysmdxlclqkxlhxjrzjmfqhxhwywsbhtrxxglhqhfnmgykldyxzpylggsmtcfpajjzyljtya'
        'njgbjplqgdzyqyaxbkysecjsznslyzhzxlzcghpxzhznytdsbcjkdlzyyfwydlebbgqyzkggldndnyskjshdlyxbcghxypkdjmmzngmmclgwzs'
        'zxzjfznmlzzthcsydbdllscddnlkjykjsycjlkohqasdknhcsganhdaashtcplcpqybsdmpjlpcjoqlcdhjjysprchnwjnlhlyyqyhwzptczgw'
        'wmzffjqqqqyxaclbhkdjxgmmydjxzllsygxgkjrywzwyclzmsjzldbydcpcyhlxchyzjsqqagmnyxpfrkssbjlyxysyglnscmhcwwmnzjjlxxh'
        'chsyzsttxrycyxbyhcsmxjsznpwgpxxtaybgajcxlyxdccwzocwkccsbnhcpdyznfcyytyckxkybsqkkytqqxfcwchcykelzqbsqyjqcclmths'
        'ywhmktlkjlycxwheqqhtqhqpqsqscfymmdmgbwhwlgsllytlmlxpthmjhwljzyhzjxhtxjhrswlwzjcbxmhzqxsdzpmgfcsglsxymjshxpjxwm'
        'yqksmyplrthbxftpmhyxlchlhlzylxgsssstclsldclrpbhzhxyyfhbmgdmycnqqwlqhjjcywjzyejjdhpblqxtqkwhlchqxagtlxjxmsljhtz'
        'kzjecxjcjnmfbycsfywybjzgnysdzsqyrsljpclpwxsdwejbjcbcnaytgmpapclyqpclzxsbnmsggfnzjjbzsfzyndxhplqkzczwalsbccjxsy'
        'zgwkypsgxfzfcdkhjgxtlqfsgdslqwzkxtmhsbgzmzrglyjbpmlmsxlzjqqhzyjczydjwbwjklddpmjegxyhylxhlqyqhkycwcjmyyxnathycc'
        'xzpcqlbzwwytwbqcmlpmyrjcccxfpznzzljplxxyztzlgdldcklyrzzgqtgjhhgjljaxfgfjzslcfdqzlclgjdjzsnzlljpjqdcclcjxmyzfts'
        'xgcgsbrzxjqqctzhgyqtjqqlzxjylylbcyamcstylpdjyregklzyzhlyszqlznwczcllwjqjjjkdgjzlbbzppglghtgzxyjhzmycnqcycyhbhg'
        'xkamtxyxnbskyzzgjzlqjdfcjxdygjqjjpmgwgjjjpkqsbgbmmcjssclpqpdxcdyykypcjddyygywrhjrtgznyqldkljszzgzqzjgdykshpzmt'
        'lcpwnjyfyzdjcnmwescyglbtzcgmssllyxysxsbsjsbbsgghfjlypmzjnlyywdqshzxtyywhmcyhywdbxbtlmsyyyfsxjcbdxxlhjhfssxzqhf'
        'zmzcztqcxzxrttdjhnnyzqqmtqdmmgyydxmjgdhcdyzbffallztdltfxmxqzdngwqdbdcdjdxbzgsqqddjcmbkzffxmkdmdsyyszcmljdsynsp'
        'rskmkmpcklgtbqtfzwtfgglyplljzhgjjgypzltcsmcnbtjbqfkthbyzgkpbbymtdssxtbnpdkleycjnyddykzddhqhsdzsctarlltkzlgecll'
        'kjlqjaqnbdkkghpjtzqksecshalqfmmgjnlyjbbtmlyzxdcjpldlpcqdhzycbzsczbzmsljflkrzjsnfrgjhxpdhyjybzgdlqcsezgxlblgyxt'
        'wmabchecmwyjyzlljjyhlgndjlslygkdzpzxjyyzlwcxszfgwyydlyhcljscmbjhblyzlycblydpdqysxqzbytkyxjyycnrmpdjgklcljbtbjd'
        'dbblblczqrppxjcjlzcshltoljnmdddlngkathqhjhykheznmshrphqqjchgmfprxhjgdychghlyrzqlcyqjnzsqtkqjymszswlcfqqqxyfggy'
        'ptqwlmcrnfkkfsyylqbmqammmyxctpshcptxxzzsmphpshmclmldqfyqxszyjdjjzzhqpdszglstjbckbxyqzysgpsxqzqzrqtbdkyxzkhhgfl'
        'bcsmdldgdzdblzyycxnncsybzbfglzzxswmsccmqnjqsbdqsjtxxmbltxzclzshzcxrqjgylxzfjphymzqqydfqjjlzznzjsdgzygctxmzysct'
        'lkphtxhtlbjxjlxscdqxcbbtjfqzfsltjbtkqbxxjjljchczdbzjdczjdcprnpqcjpfczlclzxzdmxmphjsgzgszzqjylwtjpfsyaxmcjbtzky'
        'cwmytzsjjlqcqlwzmalbxyfbpnlsfhtgjwejjxxglljstgshjqlzfkcgnndszfdeqfhbsaqtgylbxmmygszldydqmjjrgbjtkgdhgkblqkbdmb'
        'ylxwcxyttybkmrtjzxqjbhlmhmjjzmqasldcyxyqdlqcafywyxqhz'
    )
$$;
"""


class Migration(RenderedOnce):

    dependencies = [("units", "0002_sql")]

    operations = [
        migrations.RunSQL(SQL, "DROP FUNCTION name_initials(text);"),
        migrations.AddIndex(
            model_name="unit",
            index=django.contrib.postgres.indexes.GinIndex(
                units.text_search.Pairs(units.text_search.Initials(django.db.models.F("name"))), name="unit_initials"
            ),
        ),
    ]
